package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.model.request.Decision;
import java.util.List;

/**
 * Compares the decisions of a peer with the expected ones, for known keys, unknown keys and other
 * actions.
 */
public final class PeerCheck {

  private static final int SAMPLE = 100;
  private static final int OUTSIDERS = 20;
  private static final String OTHER_ACTION = "kms:Encrypt";

  private PeerCheck() {}

  /**
   * Checks a sample of requests.
   *
   * @throws IllegalStateException if a decision is wrong
   */
  public static <Q> void check(Peer<Q> peer, Workload workload) {
    List<Request> requests = workload.requests();
    for (Request request : requests.subList(0, Math.min(SAMPLE, requests.size()))) {
      boolean right = workload.answer(request) == Decision.ALLOWED;
      check(peer, right, request.action(), arn(workload, request));
    }
    for (Request request : requests.subList(0, Math.min(OUTSIDERS, requests.size()))) {
      Request other =
          new Request(request.principal(), request.key(), OTHER_ACTION, request.context());
      boolean right = workload.answer(other) == Decision.ALLOWED;
      check(peer, right, OTHER_ACTION, arn(workload, request));
      check(peer, false, request.action(), strangerTo(arn(workload, request)));
    }
  }

  private static String arn(Workload workload, Request request) {
    return workload.population().keys().get(request.key()).key().arn();
  }

  /** The ARN of a key that no statement matches. */
  private static String strangerTo(String arn) {
    int id = arn.indexOf("key/") + "key/".length();
    return arn.substring(0, id) + "mrk-" + arn.substring(id + 1);
  }

  private static <Q> void check(Peer<Q> peer, boolean right, String action, String keyArn) {
    if (peer.allows(peer.question(action, keyArn)) != right) {
      throw new IllegalStateException(
          peer.getClass().getSimpleName()
              + (right ? " refuses " : " allows ")
              + action
              + " on "
              + keyArn);
    }
  }
}
