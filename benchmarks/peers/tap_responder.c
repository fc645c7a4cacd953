/* A plain responder on a TAP device: reads a frame, turns an ICMP echo request round in place, writes it back. No ARP
 * (the neighbour is entered by hand), no options, no checks: the least that any responder must do.
 * Usage: tap_responder INTERFACE */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ETHERNET = 14, ICMP = 1, ECHO_REQUEST = 8 };

static void swap(unsigned char *a, unsigned char *b, int length) {
  unsigned char kept[16];
  memcpy(kept, a, length);
  memcpy(a, b, length);
  memcpy(b, kept, length);
}

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: tap_responder INTERFACE\n");
    return 2;
  }
  int device = open("/dev/net/tun", O_RDWR);
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, words[1], IFNAMSIZ - 1);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (device < 0 || ioctl(device, TUNSETIFF, &request) < 0) {
    perror(words[1]);
    return 1;
  }
  static unsigned char frame[65536];
  for (;;) {
    ssize_t length = read(device, frame, sizeof frame);
    if (length < 0) return 1;
    unsigned char *ip = frame + ETHERNET;
    unsigned char *icmp = ip + 20;
    if (length < ETHERNET + 28 || ip[0] != 0x45 || ip[9] != ICMP || icmp[0] != ECHO_REQUEST) continue;
    swap(frame, frame + 6, 6);
    swap(ip + 12, ip + 16, 4);
    icmp[0] = 0;
    unsigned sum = (icmp[2] << 8 | icmp[3]) + (ECHO_REQUEST << 8); /* RFC 1624, type 8 to 0 */
    sum = (sum & 0xffff) + (sum >> 16);
    icmp[2] = sum >> 8;
    icmp[3] = sum & 0xff;
    if (write(device, frame, length) < 0) return 1;
  }
}
