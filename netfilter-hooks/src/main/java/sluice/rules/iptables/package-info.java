/**
 * Rulesets of iptables and ip6tables: reads what {@code iptables-save} writes and {@code
 * iptables-restore} takes (1.8.9), and writes it back.
 *
 * <pre>
 *   text --Words--> words --CommandParser--> Command (uses of extensions) --RuleMaker--> Rule
 *                                                |
 *                                            Canonical --> iptables-save text
 * </pre>
 *
 * <p>An {@link sluice.rules.iptables.Extension} is a match ({@code -m}) or a target ({@code -j}):
 * its options and how they become statements. All are listed in {@code Registry}.
 */
@NullMarked
package sluice.rules.iptables;

import org.jspecify.annotations.NullMarked;
