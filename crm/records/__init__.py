"""The records of a book; importing this package declares every table."""

from crm.records import setting as setting
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger, ledger_named

__all__ = ["LEDGERS", "FieldSpec", "Kind", "Ledger", "ledger_named"]
