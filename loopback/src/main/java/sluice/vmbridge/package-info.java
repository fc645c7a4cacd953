/** Guests of a virtual machine monitor on a Windows host: a port each, and a bridge protocol. */
@NullMarked
package sluice.vmbridge;

import org.jspecify.annotations.NullMarked;
