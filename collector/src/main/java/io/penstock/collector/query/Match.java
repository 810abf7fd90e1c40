package io.penstock.collector.query;

import io.penstock.collector.log.TopicName;

/**
 * A message that was looked for.
 *
 * @param offset of its batch
 * @param index of the message in the batch, from 0
 * @param message as it is kept; not to be changed
 */
public record Match(TopicName topic, long offset, int index, byte[] message) {}
