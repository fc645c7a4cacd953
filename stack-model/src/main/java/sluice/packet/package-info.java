/**
 * Packets: octets with head- and tailroom, identity, one owner at a time, and the ledger that
 * accounts for each of them.
 */
@NullMarked
package sluice.packet;

import org.jspecify.annotations.NullMarked;
