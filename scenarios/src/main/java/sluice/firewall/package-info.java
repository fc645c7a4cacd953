/**
 * What a ruleset would do, before it is loaded: rulesets are read, looked through, and given
 * packets on a Linux host of their own.
 *
 * <pre>
 *   RulesText --RulesReader--> rules on a FirewallHost <--PacketNotation-- packets
 *                                    |
 *                                 Answer: verdict, path, connection, translation
 * </pre>
 */
@NullMarked
package sluice.firewall;

import org.jspecify.annotations.NullMarked;
