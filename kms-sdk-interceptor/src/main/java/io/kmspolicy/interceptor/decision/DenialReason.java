package io.kmspolicy.interceptor.decision;

/**
 * Why calls are certain to be refused. Contains no values of requests.
 *
 * @param layer the layer whose statement denies, or the layers that lack an Allow statement, by
 *     their words; empty if no layer is the reason
 * @param statement the {@code Sid} of the Deny statement; empty if it has none, or nothing allows
 * @param place the file, line and column of the statement, or of the one that nearly allows
 * @param nearMiss the condition that alone keeps an Allow statement from applying, such as {@code
 *     StringEquals aws:PrincipalTag/team}; empty if there is none
 * @param text the reason in one sentence; of calls that nothing allows it names caller and key
 */
public record DenialReason(
    String layer, String statement, String place, String nearMiss, String text) {

  /** A reason that no statement and no layer gives. */
  public static DenialReason other(String text) {
    return new DenialReason("", "", "", "", text);
  }
}
