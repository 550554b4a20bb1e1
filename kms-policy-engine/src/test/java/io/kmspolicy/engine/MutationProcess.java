package io.kmspolicy.engine;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Skips the bodies of tests while a process of PIT lists them. PIT starts a process for each class
 * that it changes, and its JUnit plugin lists the tests there by running every test class that
 * covers the class. Without this that takes longer than the tests of the changes. Only the mutation
 * tests register this extension (docs/decisions/0007-mutation-testing.md).
 */
public final class MutationProcess implements InvocationInterceptor {

  private static final String PROCESS = "org.pitest.mutationtest.execute.MutationTestMinion";
  private static final String LISTING = "org.pitest.junit5.JUnit5TestUnitFinder";

  /** Whether the caller runs only to be listed. */
  static boolean isListing() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                        .map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.equals(PROCESS) || name.equals(LISTING))
                        .distinct()
                        .count()
                    == 2);
  }

  private static <T> void run(Invocation<T> invocation) throws Throwable {
    if (isListing()) {
      invocation.skip();
    } else {
      invocation.proceed();
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    run(invocation);
  }
}
