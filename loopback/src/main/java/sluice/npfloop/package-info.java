/** A capture device for what turns round inside a Windows host, above NDIS. */
@NullMarked
package sluice.npfloop;

import org.jspecify.annotations.NullMarked;
