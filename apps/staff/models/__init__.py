from apps.staff.models.audit_entry import AuditEntry
from apps.staff.models.report import Report

__all__ = ["AuditEntry", "Report"]
