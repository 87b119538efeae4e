// Walks a change feed with OpenActive's validator and prints what it finds, as JSON.
const { RpdeValidator } = require('@openactive/rpde-validator');

RpdeValidator(process.argv[2], { pageLimit: 200 }).then((log) => {
  const found = log.pages.flatMap((page) => page.errors.map(({ severity, type, message }) => ({ severity, type, message })));
  process.stdout.write(JSON.stringify({ pages: log.pages.map(({ url }) => url), found }));
});
