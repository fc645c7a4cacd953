/** The Microsoft Loopback Adapter: a virtual Ethernet adapter with nothing behind it. */
@NullMarked
package sluice.msloop;

import org.jspecify.annotations.NullMarked;
