/**
 * Rules that can never match, found without packets: chains that nothing leads to, conditions that
 * contradict each other, rules whose packets an earlier rule has taken. What is said is true; not
 * all that is true is said.
 */
@NullMarked
package sluice.firewall.check;

import org.jspecify.annotations.NullMarked;
