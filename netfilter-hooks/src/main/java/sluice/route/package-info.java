/**
 * Routing as the Linux stack asks for it: what to do with a packet that came in, how to send one
 * that begins here, and the settings per interface that take part.
 */
@NullMarked
package sluice.route;

import org.jspecify.annotations.NullMarked;
