/**
 * Names that rulesets write for numbers: services, protocols. The tables are this program's own, so
 * that a ruleset means the same everywhere.
 */
@NullMarked
package sluice.rules.names;

import org.jspecify.annotations.NullMarked;
