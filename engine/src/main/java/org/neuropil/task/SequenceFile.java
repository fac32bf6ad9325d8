package org.neuropil.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one file of other people's sequences holds, before its labels have become classes.
 *
 * @param name the file in messages
 * @param digest of its content
 * @param x a row of length x inputs values for each sequence
 * @param inputs values of a step
 * @param longest steps of the longest sequence
 * @param labels for each sequence a number of {@code words} for every step, or {@link
 *     Sequences#NO_LABEL}; with {@code everyStep} false, only one number. Null where targets are
 *     values
 * @param words the labels that occur, as text
 * @param wordPlaces where each of them occurs first, for messages
 * @param y target values, every step's or one row's; null where targets are labels
 * @param weights like {@code y}, or null for 1 everywhere
 * @param outputs values of a target row; 0 where targets are labels
 * @param everyStep whether there are targets at other steps than the last
 */
record SequenceFile(
    String name,
    String digest,
    FloatBlocks x,
    int inputs,
    int longest,
    @Nullable List<int[]> labels,
    List<String> words,
    List<String> wordPlaces,
    @Nullable FloatBlocks y,
    @Nullable FloatBlocks weights,
    int outputs,
    boolean everyStep) {}
