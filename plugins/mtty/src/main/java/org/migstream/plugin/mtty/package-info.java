// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of mtty, a virtual serial card and a sample mediated device of the kernel: samples/vfio-mdev/mtty.c.
 * mtty is the only driver with migration that needs no hardware.
 *
 * <p>The driver copies its structures unchanged ({@code struct mtty_data}, {@code struct serial_port}); numbers have the
 * byte order of the host.
 *
 * <pre>
 *   0  u64 magic      8  u32 major   12 u32 minor   16 u32 nr_ports   20 u32 flags        24 bytes, sent in pre-copy
 *  24  port, nr_ports times                                                               36 bytes each, sent at the end
 *        0 u8 uart_reg[8]   8 u8 fifo[16]   24 u8 head, tail, count   27 bool dlab, overrun   29 padding
 *       30 u16 divisor     32 u8 fcr, max_fifo_size, intr_trigger_level                       35 padding
 * </pre>
 *
 * <p>The kernel compares the header and does not check the ports ({@code mtty_resume_write()}, {@code mtty_load_state()}),
 * although it uses two of their bytes as indexes. This plugin checks both.
 *
 * <pre>
 *   MttyDecoder, MttySignature    recognize a state
 *     MttyHeader                  reads and checks the header
 *     SerialPort                  reads and checks one port
 *   MttyRule                      compares a state with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.mtty;
