package io.kmspolicy.engine;

import io.kmspolicy.engine.store.CallerRows;
import io.kmspolicy.engine.store.CompilationCache;
import io.kmspolicy.engine.store.Rows;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.resource.KmsResource;

/**
 * The policies on which a question is decided: those of the published snapshot, or those that are
 * passed with the question. A decision uses one basis throughout.
 */
sealed interface Basis permits PublishedSnapshot, Basis.OfPassed {

  /** Whether a session has other layers than the other sessions of its role. */
  boolean setsApart(RoleCaller session);

  /** The rows of a caller that are valid on these policies. */
  Rows rows(CallerRows caller);

  /** The caller with the path of its role, if that is known from the policies. */
  Caller resolved(Caller caller);

  PrincipalPolicies policiesOf(Caller caller);

  /** The layers of a resource. */
  KeyPolicies policiesOf(String arn);

  CompiledPrincipal principal(Caller caller);

  KmsResource resource(String arn);

  /** The instance of an ARN that rows may keep. */
  String own(String arn);

  /**
   * Policies that are passed.
   *
   * @param compiled has their compiled form
   * @param resource the resource of the question
   * @param own the caller's layers
   * @param key the resource's layers
   */
  record OfPassed(
      CompilationCache compiled, KmsResource resource, PrincipalPolicies own, KeyPolicies key)
      implements Basis {

    @Override
    public boolean setsApart(RoleCaller session) {
      return own.session() instanceof PolicyLayer.Attached;
    }

    @Override
    public Rows rows(CallerRows caller) {
      return caller.of(own, this::principal);
    }

    @Override
    public Caller resolved(Caller caller) {
      return caller;
    }

    @Override
    public PrincipalPolicies policiesOf(Caller caller) {
      return own;
    }

    @Override
    public KeyPolicies policiesOf(String arn) {
      return key;
    }

    @Override
    public CompiledPrincipal principal(Caller caller) {
      return compiled.principal(caller, own);
    }

    @Override
    public KmsResource resource(String arn) {
      return resource;
    }

    @Override
    public String own(String arn) {
      return arn;
    }
  }
}
