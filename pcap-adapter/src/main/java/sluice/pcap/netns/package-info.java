/**
 * The kernel of this machine as a thing to experiment on: a network namespace of the calling
 * thread's own, TAP devices in it whose frames are read and written one by one, and what its rules
 * say of the packets they are told to trace.
 */
@NullMarked
package sluice.pcap.netns;

import org.jspecify.annotations.NullMarked;
