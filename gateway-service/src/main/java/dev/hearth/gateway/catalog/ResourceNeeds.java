package dev.hearth.gateway.catalog;

/**
 * What a version asks of a worker; zero means nothing.
 *
 * @param gpuType any, nvidia, amd, apple, intel; read only with a GPU
 */
public record ResourceNeeds(int gpuCount, String gpuType, long vramBytes, long ramBytes) {
    /** Nothing at all. */
    public static final ResourceNeeds NONE = new ResourceNeeds(0, "any", 0, 0);
}
