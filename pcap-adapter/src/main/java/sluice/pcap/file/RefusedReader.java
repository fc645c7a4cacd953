package sluice.pcap.file;

import java.nio.ByteOrder;
import java.util.List;

/** Stands for a source that is no capture: no packets, and the reason. */
final class RefusedReader extends CaptureReader {
    private final CaptureFormat format;

    RefusedReader(
            ByteSource source,
            Strictness strictness,
            CaptureFormat format,
            CaptureDamage.Kind kind,
            long found,
            long allowed) {
        super(source, strictness);
        this.format = format;
        refused(kind, 0, found, allowed);
    }

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public boolean hasTime() {
        return false;
    }

    @Override
    public LinkType linkType() {
        return LinkType.NULL;
    }

    @Override
    public int interfaceId() {
        return -1;
    }

    @Override
    public int sectionNumber() {
        return 0;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.of();
    }

    @Override
    public List<PcapngOption> options() {
        return List.of();
    }

    @Override
    public List<PcapngOption> sectionOptions() {
        return List.of();
    }

    @Override
    public PassedBlocks passedBlocks() {
        return PassedBlocks.NONE;
    }

    @Override
    public CaptureFormat format() {
        return format;
    }

    @Override
    public ByteOrder byteOrder() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public long snapLengthOctets() {
        return 0;
    }
}
