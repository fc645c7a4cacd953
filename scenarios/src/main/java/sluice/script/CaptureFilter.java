package sluice.script;

import sluice.bpf.BpfProgram;
import sluice.pcap.file.LinkType;

/**
 * Which frames a capture keeps, and how much of each.
 *
 * @param program for an engine that shows frames as they are on the wire
 * @param socketProgram for a packet socket, which shows them without their outermost VLAN tag
 * @param snapOctets the longest a record gets, such a tag put back
 */
public record CaptureFilter(BpfProgram program, BpfProgram socketProgram, int snapOctets) {
    /** A program that was given as such: every engine runs it on what it shows. */
    public static CaptureFilter given(BpfProgram program) {
        return new CaptureFilter(program, program, LinkType.CAPTURED_OCTETS_MAX);
    }
}
