// What the projects screen remembers while the records are open: the filter, the search, what is in front.
import { ref, watch } from "vue";
import type { ProjectForm } from "../../host";
import { appState } from "../../store/app";

export type Filter = "all" | "in-progress" | "recruiting" | "announced" | "finished" | "draft";
export type Tab = "overview" | "people" | "records";
/** A form that is being written: a new project's, a draft's, or a change of a project. */
export type Editing = { serial: number; draft: string | null; project: string | null; form: ProjectForm };

export const filters: readonly Filter[] = ["all", "in-progress", "recruiting", "announced", "finished", "draft"];
export const tabs: readonly Tab[] = ["overview", "people", "records"];

export const filter = ref<Filter>("all");
export const search = ref("");
export const selected = ref<string | null>(null);
export const tab = ref<Tab>("overview");
export const editing = ref<Editing | null>(null);
let serial = 0;

/** Puts a form in front. */
export function edit(form: ProjectForm, of: { draft?: string; project?: string } = {}): void {
  serial += 1;
  editing.value = { serial, draft: of.draft ?? null, project: of.project ?? null, form };
}

/** Puts a project in front. */
export function show(project: string | null): void {
  editing.value = null;
  selected.value = project;
}

function clear(): void {
  filter.value = "all";
  search.value = "";
  tab.value = "overview";
  show(null);
}

watch(() => appState.value?.phase, (phase) => { if (phase !== "open") clear(); });
