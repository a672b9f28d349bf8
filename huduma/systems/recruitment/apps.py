from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "huduma.systems.recruitment"
    label = "recruitment"
