package org.neuropil.compute.contract;

/**
 * A back end breaks the contract. The message is one line: operation, sizes, place, what was
 * expected and found, tolerance, seed.
 */
public final class ContractViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContractViolation(String message) {
    super(message);
  }

  ContractViolation(String message, Throwable cause) {
    super(message, cause);
  }
}
