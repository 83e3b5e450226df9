// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

/**
 * How text is laid out.
 *
 * @param usesColour whether the text has colours
 * @param columns the width of the terminal in characters; 0 if the text does not go to a terminal
 */
record TextStyle(boolean usesColour, int columns) {}
