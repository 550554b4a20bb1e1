package io.kmspolicy.interceptor.source;

import java.util.Map;

/**
 * The description of a user or role, without its policies.
 *
 * @param arn its ARN with the path
 * @param tags its tags
 * @param boundaryArn the ARN of the policy that is its permissions boundary; empty if there is none
 */
public record PrincipalDetails(String arn, Map<String, String> tags, String boundaryArn) {

  /** Copies the tags. */
  public PrincipalDetails {
    tags = Map.copyOf(tags);
  }
}
