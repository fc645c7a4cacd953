/** The transport edge: requests between sockets and the network protocols, and filters on it. */
@NullMarked
package sluice.tdi;

import org.jspecify.annotations.NullMarked;
