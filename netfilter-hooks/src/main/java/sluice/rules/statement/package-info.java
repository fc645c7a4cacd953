/** What a rule is made of: conditions, effects, decisions. */
@NullMarked
package sluice.rules.statement;

import org.jspecify.annotations.NullMarked;
