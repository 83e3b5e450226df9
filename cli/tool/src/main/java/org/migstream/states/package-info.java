// SPDX-License-Identifier: Apache-2.0
/**
 * Command {@code states}: prints a state machine of package {@link org.migstream.vfio}: all transitions, or the path
 * between two states.
 *
 * <pre>
 *   StateMachine, Transition --+--&gt; StatesText, TransitionStepText   for people
 *                              +--&gt; StatesJson                       migstream.states/1
 * </pre>
 */
@NullMarked
package org.migstream.states;

import org.jspecify.annotations.NullMarked;
