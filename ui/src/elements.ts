// The pieces of Element Plus the screens use, each with its style: nothing else of the library is shipped.
import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "element-plus/theme-chalk/el-button.css";
import "element-plus/theme-chalk/el-input.css";
import "element-plus/theme-chalk/el-popper.css";
import "element-plus/theme-chalk/el-scrollbar.css";
import "element-plus/theme-chalk/el-dropdown.css";
import "element-plus/theme-chalk/el-dropdown-menu.css";
import "element-plus/theme-chalk/el-dropdown-item.css";
import "element-plus/theme-chalk/el-segmented.css";
import "element-plus/theme-chalk/el-switch.css";
import "element-plus/theme-chalk/el-progress.css";
import "element-plus/theme-chalk/el-tooltip.css";

export { ElButton, ElDropdown, ElDropdownItem, ElDropdownMenu, ElInput, ElProgress, ElSegmented, ElSwitch, ElTooltip, localeContextKey } from "element-plus";
export { default as elementsZh } from "element-plus/es/locale/lang/zh-cn.mjs";
export { default as elementsEn } from "element-plus/es/locale/lang/en.mjs";
