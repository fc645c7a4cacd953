package sluice.sim;

/**
 * Registers of the DM9000 and the bits of them that mean something here (Davicom, DM9000 data
 * sheet, "Vendor Control and Status Register Set").
 */
public final class Dm9Reg {
    /** Network control: reset, loopback. */
    public static final int NCR = 0x00;

    /** NCR: resets the chip, and is 0 again. */
    public static final int NCR_RST = 0x01;

    /** NCR: what is transmitted comes back inside the chip (mode 1). */
    public static final int NCR_LBK_MAC = 0x02;

    /** Network status: link, ends of transmissions, overflow. */
    public static final int NSR = 0x01;

    /** NSR: the link is up. */
    public static final int NSR_LINKST = 0x40;

    /** NSR: packet II is transmitted; reading clears it. */
    public static final int NSR_TX2END = 0x08;

    /** NSR: packet I is transmitted; reading clears it. */
    public static final int NSR_TX1END = 0x04;

    /** NSR: frames were lost because the receive memory was full. */
    public static final int NSR_RXOV = 0x02;

    /** Transmit control. */
    public static final int TCR = 0x02;

    /** TCR: transmits what was written to the memory; 0 again when it is done. */
    public static final int TCR_TXREQ = 0x01;

    /** TCR: the chip appends no check sequence to packet I. */
    public static final int TCR_CRC_DIS1 = 0x02;

    /** TCR: the chip appends no check sequence to packet II. */
    public static final int TCR_CRC_DIS2 = 0x08;

    /** Status of transmitted packet I; that of packet II follows. */
    public static final int TSR1 = 0x03;

    /** TSR: the packet was too long for the wire (jabber). */
    public static final int TSR_TJTO = 0x80;

    /** Receive control. */
    public static final int RCR = 0x05;

    /** RCR: receives. */
    public static final int RCR_RXEN = 0x01;

    /** RCR: takes frames for any station. */
    public static final int RCR_PRMSC = 0x02;

    /** RCR: takes frames for any group. */
    public static final int RCR_ALL = 0x08;

    /** RCR: throws away frames with a wrong check sequence. */
    public static final int RCR_DIS_CRC = 0x10;

    /** RCR: throws away frames of more than 1522 octets. */
    public static final int RCR_DIS_LONG = 0x20;

    /** RCR: no watchdog for frames of more than 2048 octets. */
    public static final int RCR_WTDIS = 0x40;

    /** Receive status, as in the header of a frame in memory. */
    public static final int RSR = 0x06;

    /** RSR: to a group. */
    public static final int RSR_MF = 0x40;

    /** RSR: wrong check sequence. */
    public static final int RSR_CE = 0x02;

    /** RSR: bits that say a frame is damaged. */
    public static final int RSR_ERRORS = 0xbf;

    /** Receive overflow counter; reading clears it. */
    public static final int ROCR = 0x07;

    /** EEPROM and PHY control. */
    public static final int EPCR = 0x0b;

    /** EPCR: read now. */
    public static final int EPCR_ERPRR = 0x04;

    /** EPCR: write now. */
    public static final int EPCR_ERPRW = 0x02;

    /** EPCR: the PHY, not the EEPROM. */
    public static final int EPCR_EPOS = 0x08;

    /** EEPROM and PHY address. */
    public static final int EPAR = 0x0c;

    /** EPAR: with the number of a register, that register of the PHY in the chip. */
    public static final int EPAR_PHY = 0x40;

    /** EEPROM and PHY data, low octet; the high one follows. */
    public static final int EPDRL = 0x0d;

    /** Station address, six registers. */
    public static final int PAR = 0x10;

    /** Hash table of groups, eight registers. */
    public static final int MAR = 0x16;

    /** Which general purpose pins are outputs. */
    public static final int GPCR = 0x1e;

    /** General purpose pins; pin 0 at 1 switches the PHY off. */
    public static final int GPR = 0x1f;

    /** Where in memory the next transmission begins, low octet; the high one follows. */
    public static final int TRPAL = 0x22;

    /** Where in memory the next received frame goes, low octet; the high one follows. */
    public static final int RWPAL = 0x24;

    /** Vendor and product, four registers: 46 0A 00 90. */
    public static final int VID = 0x28;

    /** Reads memory and stays there; what it gives was fetched before. */
    public static final int MRCMDX = 0xf0;

    /** Reads memory and goes on. */
    public static final int MRCMD = 0xf2;

    /** Where memory is read, low octet. */
    public static final int MRRL = 0xf4;

    /** Where memory is read, high octet. */
    public static final int MRRH = 0xf5;

    /** Writes memory and stays there. */
    public static final int MWCMDX = 0xf6;

    /** Writes memory and goes on. */
    public static final int MWCMD = 0xf8;

    /** Where memory is written, low octet. */
    public static final int MWRL = 0xfa;

    /** Where memory is written, high octet. */
    public static final int MWRH = 0xfb;

    /** Length of the packet to transmit, low octet. */
    public static final int TXPLL = 0xfc;

    /** Length of the packet to transmit, high octet. */
    public static final int TXPLH = 0xfd;

    /** Interrupt status; writing a one clears it. */
    public static final int ISR = 0xfe;

    /** ISR: the overflow counter overflowed. */
    public static final int ISR_ROOS = 0x08;

    /** ISR: a frame was lost because the receive memory was full. */
    public static final int ISR_ROS = 0x04;

    /** ISR: a packet was transmitted. */
    public static final int ISR_PTS = 0x02;

    /** ISR: a frame was received. */
    public static final int ISR_PRS = 0x01;

    /** Interrupt mask; the low four bits as in the ISR. */
    public static final int IMR = 0xff;

    /** IMR: the memory's pointers return to the beginning of their part. */
    public static final int IMR_PAR = 0x80;

    private Dm9Reg() {}
}
