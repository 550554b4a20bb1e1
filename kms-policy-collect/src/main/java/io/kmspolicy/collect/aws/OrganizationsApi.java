package io.kmspolicy.collect.aws;

import io.kmspolicy.model.json.JsonTree;

/** Makes requests to AWS Organizations. */
@FunctionalInterface
interface OrganizationsApi {

  /**
   * Makes a request.
   *
   * @param operation such as {@code ListParents}
   * @param input the input in JSON
   * @return the output
   * @throws RefusedException if Organizations refuses it
   */
  JsonTree call(String operation, String input);
}
