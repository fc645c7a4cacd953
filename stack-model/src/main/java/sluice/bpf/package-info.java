/**
 * Packet filters as programs of the classic BPF machine: what capture drivers, taps and the {@code
 * bpf} match of a rule run over a packet to learn how many octets of it to keep.
 *
 * <p>{@link sluice.bpf.BpfProgram} is the list of instructions, {@link sluice.bpf.BpfText} its
 * three written forms. {@link sluice.bpf.BpfValidator} says whether libpcap, NPF or Linux would
 * install it; {@link sluice.bpf.BpfLoader} turns it into a {@link sluice.bpf.PacketProgram}, run by
 * the interpreter, which is the reference, or compiled to the JVM's byte code. Expressions in the
 * language of pcap-filter(7) are compiled elsewhere.
 */
@NullMarked
package sluice.bpf;

import org.jspecify.annotations.NullMarked;
