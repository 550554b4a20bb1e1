package io.kmspolicy.model.catalogue;

import java.util.List;

/**
 * What an AWS service does with a customer's key for one purpose, such as publishing the events of
 * a rule to an encrypted topic. Immutable.
 *
 * @param name the name, such as {@code sns-from-eventbridge}
 * @param title the purpose as a sentence
 * @param page the page of the service that documents it
 * @param calls the calls to KMS, in the order in which the service makes them
 */
public record ServiceUse(String name, String title, String page, List<ServiceCall> calls) {

  /** Copies the list. */
  public ServiceUse {
    calls = List.copyOf(calls);
  }
}
