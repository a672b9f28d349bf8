from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "huduma.platform.audit"
    label = "audit"
