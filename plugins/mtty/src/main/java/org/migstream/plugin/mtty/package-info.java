// SPDX-License-Identifier: Apache-2.0
/**
 * The state of mtty, the serial card that the kernel has as a sample of a mediated device: samples/vfio-mdev/mtty.c. It is
 * the one driver with migration that needs no hardware, so its states are the first that anybody sees.
 *
 * <p>The driver copies its structs as they are ({@code struct mtty_data}, {@code struct serial_port}); numbers have the
 * byte order of the host.
 *
 * <pre>
 *   0  u64 magic      8  u32 major   12 u32 minor   16 u32 nr_ports   20 u32 flags        24 bytes, sent in pre-copy
 *  24  port, nr_ports times                                                               36 bytes each, sent at the end
 *        0 u8 uart_reg[8]   8 u8 fifo[16]   24 u8 head, tail, count   27 bool dlab, overrun   29 padding
 *       30 u16 divisor     32 u8 fcr, max_fifo_size, intr_trigger_level                       35 padding
 * </pre>
 *
 * <p>{@link org.migstream.plugin.mtty.MttyDecoder} reads a {@link org.migstream.plugin.mtty.MttyHeader} and then as many
 * {@link org.migstream.plugin.mtty.SerialPort}s as it tells. The kernel compares the header and never looks into the ports
 * ({@code mtty_resume_write()}, {@code mtty_load_state()}), although it later uses two of their bytes as indexes: that is
 * what is checked here beyond it.
 */
package org.migstream.plugin.mtty;
