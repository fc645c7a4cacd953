/* Asks for echoes with so many in flight, as ping -f -l N does, and counts. A request that is not answered within a second
 * counts as lost and is made good by another.
 * Usage: echo_probe icmp|udp:PORT ADDRESS IN_FLIGHT PAYLOAD_OCTETS SECONDS
 * Prints: sent answered answers-per-second */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static uint16_t checksum(const unsigned char *octets, int length) {
  uint32_t sum = 0;
  for (int i = 0; i + 1 < length; i += 2) sum += octets[i] << 8 | octets[i + 1];
  if (length & 1) sum += octets[length - 1] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

int main(int count, char **words) {
  if (count != 6) {
    fprintf(stderr, "usage: echo_probe icmp|udp:PORT ADDRESS IN_FLIGHT PAYLOAD_OCTETS SECONDS\n");
    return 2;
  }
  int udp = strncmp(words[1], "udp:", 4) == 0;
  int window = atoi(words[3]), payload = atoi(words[4]);
  double seconds = atof(words[5]);
  struct sockaddr_in peer = {.sin_family = AF_INET};
  if (udp) peer.sin_port = htons(atoi(words[1] + 4));
  if (inet_pton(AF_INET, words[2], &peer.sin_addr) != 1 || payload > 60000) return 2;
  int link = udp ? socket(AF_INET, SOCK_DGRAM, 0) : socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  struct timeval second = {.tv_sec = 1};
  int room = 8 << 20;
  if (link < 0 || connect(link, (struct sockaddr *)&peer, sizeof peer) < 0) {
    perror("echo_probe");
    return 1;
  }
  setsockopt(link, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  setsockopt(link, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  int id = getpid() & 0xffff;
  static unsigned char out[65536], in[65536];
  int header = udp ? 0 : 8;
  out[0] = udp ? 'x' : 8;
  if (!udp) {
    uint32_t others = ~1u; /* ICMP_FILTER: echo replies only */
    setsockopt(link, SOL_RAW, 1, &others, sizeof others);
    out[4] = id >> 8;
    out[5] = id & 0xff;
  }
  long sent = 0, answered = 0;
  int flying = 0;
  double begin = now(), end = begin + seconds;
  while (now() < end || flying > 0) {
    while (flying < window && now() < end) {
      if (!udp) {
        out[6] = sent >> 8;
        out[7] = sent;
        out[2] = out[3] = 0;
        uint16_t sum = checksum(out, header + payload);
        out[2] = sum >> 8;
        out[3] = sum & 0xff;
      }
      if (send(link, out, header + payload, 0) < 0) {
        if (errno == ENOBUFS || errno == EAGAIN) break;
        perror("echo_probe: send");
        return 1;
      }
      sent++;
      flying++;
    }
    ssize_t length = recv(link, in, sizeof in, 0);
    if (length < 0) {
      if (errno != EAGAIN) {
        perror("echo_probe: recv");
        return 1;
      }
      flying = 0; /* lost */
      continue;
    }
    unsigned char *message = udp ? in : in + (in[0] & 15) * 4;
    if (!udp && (message[4] << 8 | message[5]) != id) continue;
    answered++;
    if (flying > 0) flying--;
  }
  printf("%ld %ld %.0f\n", sent, answered, answered / (now() - begin));
  return 0;
}
