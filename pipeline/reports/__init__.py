"""What a person reads: summary, trace, coverage, the SQL prompt. Reads the published warehouse; never writes."""
