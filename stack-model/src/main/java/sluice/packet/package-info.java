/**
 * Packets: octets with head- and tailroom, identity, one owner, and the ledger that accounts for
 * each.
 */
@NullMarked
package sluice.packet;

import org.jspecify.annotations.NullMarked;
