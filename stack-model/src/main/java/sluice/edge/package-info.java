/**
 * The application edge of a host: sockets as a program sees them, alike for both stacks because
 * Berkeley sockets and Winsock are. What a stack has beyond that (TDI, providers, socket options of
 * its own) is in its own module.
 */
@NullMarked
package sluice.edge;

import org.jspecify.annotations.NullMarked;
