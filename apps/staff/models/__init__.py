from apps.staff.models.audit_entry import AuditEntry
from apps.staff.models.batch import Batch
from apps.staff.models.batch_line import BatchLine
from apps.staff.models.report import Report

__all__ = ["AuditEntry", "Batch", "BatchLine", "Report"]
