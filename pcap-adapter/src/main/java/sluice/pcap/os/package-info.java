/**
 * The few calls of the C library that devices need, through the foreign function API: Linux on
 * processors with its common numbers (x86, Arm, RISC-V). Not exported; native memory and file
 * descriptors stay behind the packages that use this.
 */
@NullMarked
package sluice.pcap.os;

import org.jspecify.annotations.NullMarked;
