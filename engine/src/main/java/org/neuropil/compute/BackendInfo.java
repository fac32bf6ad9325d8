package org.neuropil.compute;

/**
 * Where the arithmetic happens.
 *
 * @param name "cpu", "cuda" or "reference"
 * @param device the processor in words, e.g. its model, vector width and threads
 * @param precision arithmetic of the products
 * @param libraries the libraries in use with their versions
 */
public record BackendInfo(String name, String device, Precision precision, String libraries) {}
