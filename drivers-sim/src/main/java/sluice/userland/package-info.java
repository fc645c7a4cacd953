/** Where drivers and user programs meet. */
@NullMarked
package sluice.userland;

import org.jspecify.annotations.NullMarked;
