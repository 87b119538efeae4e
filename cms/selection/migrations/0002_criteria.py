from django.db import migrations

# code, French name, English name, weight, French question, English question
CRITERIA = (
    ("local-production", "Produit localement", "Produces locally", 3,
     "Qu’est-ce qui est fabriqué ici, dans ses murs, et quelle part de ce qu’elle vend ?",
     "What is made here, within its own walls, and what share of what it sells?"),
    ("local-hiring", "Recrute localement", "Hires locally", 2,
     "Combien de salariés, d’apprentis et de stagiaires habitent le territoire ?",
     "How many employees, apprentices and trainees live in the territory?"),
    ("anchorage", "Ancrée dans le territoire", "Anchored in the territory", 2,
     "Depuis quand est-elle là, avec quels fournisseurs, quels partenaires, quels projets ici ?",
     "Since when has it been here, with which suppliers, which partners, which projects?"),
    ("csr", "Politique sociale et environnementale (RSE)", "Social and environmental policy (CSR)", 2,
     "Qu’a-t-elle changé pour les personnes et pour l’environnement, et qu’est-ce qui le montre ?",
     "What has it changed for people and for the environment, and what shows it?"),
    ("quality-of-work", "Qualité de vie au travail", "Quality of life at work", 2,
     "Comment y travaille-t-on : horaires, sécurité, formation, ancienneté ?",
     "How do people work there: hours, safety, training, seniority?"),
    ("opinion-leader", "Leader d’opinion", "Opinion leader", 1,
     "Son dirigeant ou sa dirigeante est-il écouté dans son métier, dans sa filière, dans sa ville ?",
     "Are its leaders listened to in their trade, in their industry, in their town?"),
    ("convinced", "Convaincue", "Convinced", 1,
     "Est-elle prête à ouvrir ses portes, à témoigner et à donner du temps comme ambassadrice ?",
     "Is it ready to open its doors, to testify and to give its time as an ambassador?"),
)  # fmt: skip


def add(apps, schema_editor):
    model = apps.get_model("selection", "Criterion")
    for place, (code, label, label_en, weight, question, question_en) in enumerate(CRITERIA, start=1):
        model.objects.get_or_create(
            code=code,
            defaults={
                "label": label, "label_en": label_en, "question": question, "question_en": question_en,
                "weight": weight, "sort_order": place * 10,
            },
        )  # fmt: skip


def take_away(apps, schema_editor):
    # Evidence and scores of the seeded criteria go with the tables of 0001, which is what backing out means.
    model = apps.get_model("selection", "Criterion")
    codes = [row[0] for row in CRITERIA]
    apps.get_model("selection", "Score").objects.filter(criterion__code__in=codes).delete()
    apps.get_model("selection", "Evidence").objects.filter(criterion__code__in=codes).delete()
    model.objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("selection", "0001_initial")]
    operations = [migrations.RunPython(add, take_away)]
