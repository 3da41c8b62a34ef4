"""How true and how complete the findings are: measured against lists made by readers."""
