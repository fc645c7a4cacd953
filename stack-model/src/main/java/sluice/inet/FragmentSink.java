package sluice.inet;

/** Takes the fragments that a fragmenter makes, in order. */
@FunctionalInterface
public interface FragmentSink {
    /**
     * One fragment: {@code headerOctets} from the start of {@code header}, then {@code
     * payloadOctets} of the packet being split from {@code payloadOffset}. The header array belongs
     * to the fragmenter and changes after the call.
     */
    void fragment(byte[] header, int headerOctets, int payloadOffset, int payloadOctets);
}
