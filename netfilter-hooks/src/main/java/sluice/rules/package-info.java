/**
 * Rulesets in one internal form, whatever language they were written in: tables, chains, rules,
 * sets; and the walk of a packet through them (Linux 6.x, {@code net/netfilter/nf_tables_core.c}).
 */
@NullMarked
package sluice.rules;

import org.jspecify.annotations.NullMarked;
