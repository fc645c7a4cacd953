/* Sends UDP datagrams of 18 octets over lo to a socket that nobody reads, and prints the processor
   time of one in nanoseconds: what the kernel's output path costs, its rules included. The softirq that
   receives runs in the sender's time too; datagrams that do not fit the receiver are thrown away.
   Usage: kernel-send DATAGRAMS ROUNDS [FLOWS]; prints the least of the rounds. With FLOWS the datagrams go to
   so many addresses of 127.0.0.0/8 in turn, after each had one; with 0 each goes to one of its own. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static int to_flow(int from, struct sockaddr_in address, long flow)
{
    char data[18] = {0};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 + (flow & 0xfffff));
    return sendto(from, data, sizeof data, 0, (struct sockaddr *)&address, sizeof address) < 0;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 20000;
    int rounds = argc > 2 ? atoi(argv[2]) : 5;
    long flows = argc > 3 ? atol(argv[3]) : -1;
    int to = socket(AF_INET, SOCK_DGRAM, 0);
    int from = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(7)};
    address.sin_addr.s_addr = htonl(flows < 0 ? INADDR_LOOPBACK : INADDR_ANY);
    char data[18] = {0};
    double best = 1e18;
    if (to < 0 || from < 0 || bind(to, (struct sockaddr *)&address, sizeof address) != 0 ||
        (flows < 0 && connect(from, (struct sockaddr *)&address, sizeof address) != 0)) {
        perror("kernel-send");
        return 1;
    }
    for (long flow = 0; flow < flows; flow++)
        if (to_flow(from, address, flow)) {
            perror("kernel-send");
            return 1;
        }
    for (int round = 0; round < rounds; round++) {
        double begun = now();
        for (long i = 0; i < count; i++) {
            long flow = round * count + i;
            int failed = flows < 0 ? send(from, data, sizeof data, 0) < 0
                                   : to_flow(from, address, flows == 0 ? flow : flow * 7919 % flows);
            if (failed) {
                perror("kernel-send");
                return 1;
            }
        }
        double each = (now() - begun) / count;
        if (each < best)
            best = each;
    }
    printf("%.1f\n", best);
    return 0;
}
