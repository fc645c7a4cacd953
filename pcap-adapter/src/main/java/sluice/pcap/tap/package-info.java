/**
 * TUN and TAP devices of Linux as NICs: what the kernel sends to the interface comes in here, and
 * what is sent here the kernel receives from it.
 */
@NullMarked
package sluice.pcap.tap;

import org.jspecify.annotations.NullMarked;
