package io.kmspolicy.cli;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.text.WrappingService;
import java.util.ArrayList;
import java.util.List;

/** The fix of a denial in a text that says which service called KMS. */
final class CalledByService {

  private static final String VIA_SERVICE = DerivedKey.VIA_SERVICE.spelling();

  private CalledByService() {}

  /**
   * The fix of a denied request.
   *
   * @param by who called KMS, as the text says
   */
  static Fix of(DeniedRequest denied, WrappingService by) {
    AuthorizationRequest request = denied.request();
    boolean isOpen =
        request.context().get(DerivedKey.VIA_SERVICE.keyName()) instanceof ContextValue.Unknown;
    if (!isOpen) {
      return FixGenerator.of(denied);
    }
    if (by.isDirect()) {
      return FixGenerator.of(denied.in(direct(request)));
    }
    Fix fix = FixGenerator.of(denied);
    return fix.suggestions().isEmpty() || !(request.resource() instanceof KmsResource.Owned owned)
        ? fix
        : withNote(fix, by.viaService(owned.region(), owned.partition()));
  }

  private static Fix withNote(Fix fix, String via) {
    List<String> notes = new ArrayList<>(fix.notes());
    notes.add("the text is of a service whose name there is " + via);
    return new Fix(fix.suggestions(), fix.reasons(), fix.close(), notes);
  }

  /** The request without a service. */
  private static AuthorizationRequest direct(AuthorizationRequest request) {
    if (!(request.context() instanceof RequestFacts facts)) {
      return request;
    }
    StatedKeys stated = facts.stated();
    return request.in(
        facts.stating(
            new StatedKeys(
                stated.keys().toBuilder().set(VIA_SERVICE, ContextValue.absent()).build(),
                stated.absentPrefixes(),
                stated.nothingElse())));
  }
}
